(function () {
  "use strict";
  const D = JSON.parse(document.getElementById("jm-data").textContent);
  const map = window[D.map];
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  const zh = () => !root.classList.contains("lang-en");
  const say = (a, b) => (zh() ? a : b);
  const el = (tag, text, cls) => { const e = document.createElement(tag); if (text !== undefined) e.textContent = text; if (cls) e.className = cls; return e; };
  const name = (u) => (zh() ? u.zh : u.en);
  const num = (v) => (v === null || v === undefined ? "–" : v.toFixed(1));
  const fmt = (t) => new Date(t * 1000 + 8 * 3600e3).toISOString().slice(0, 16).replace("T", " ");
  const fill = (u) => (u.grade ? D.colours[u.grade] : "url(#hatch)");
  const state = { code: null, span: 168, at: D.now, layers: { arcs: true, incidents: true, labels: true }, sector: "" };
  const pref = {}, county = L.layerGroup(), arcs = L.layerGroup(), incidents = L.layerGroup(), labels = L.layerGroup(), ring = L.layerGroup();

  function card(u) {
    const box = el("div");
    box.append(el("b", name(u)));
    const text = u.grade ? say("态势等级 ", "grade ") + say(u.grade, D.gradesEn[u.grade]) + (u.short ? say("(数据不足)", " (too little data)") : "") + say(" · 指数 ", " · index ") + num(u.index)
      : say("未见(不等于安全)", "unseen (not the same as safe)");
    box.append(el("div", text));
    if (!u.grade) box.append(el("div", say(u.whyZh, u.whyEn) + (u.since ? say(",自 ", ", since ") + fmt(u.since) : "")));
    box.append(el("div", say("覆盖率 ", "coverage ") + Math.round(u.coverage * 100) + "% · " + say("告警 ", "alerts ") + u.alerts + " · " + say("事件 ", "incidents ") + u.incidents));
    return box;
  }
  const unitOf = (code) => (state.sector && D.bySector[state.sector][code]) || D.units[code];

  const outline = L.geoJSON(D.prefectures, {
    style: (f) => ({ color: "#55606a", weight: 1.2, fillColor: fill(unitOf(f.id)), fillOpacity: 0.92 }),
    onEachFeature: (f, layer) => {
      pref[f.id] = layer;
      layer.bindTooltip(() => card(unitOf(f.id)), { sticky: true });
      layer.on("click", () => open(f.id));
      layer.on("add", () => { const p = layer.getElement(); if (!p) return; p.setAttribute("tabindex", "0"); p.setAttribute("role", "button"); p.setAttribute("aria-label", D.units[f.id].zh + " " + D.units[f.id].en); p.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); open(f.id); } if (e.key === "Escape") back(); }); });
    },
  }).addTo(map);
  [county, arcs, incidents, labels, ring].forEach((g) => g.addTo(map));
  const home = outline.getBounds();

  function drawLabels() {
    labels.clearLayers(); ring.clearLayers();
    Object.keys(D.units).forEach((code) => { const u = D.units[code]; if (!u.at) return; L.tooltip({ permanent: true, direction: "center", className: "jm-label", interactive: false }).setLatLng(u.at).setContent(el("span", zh() ? u.zh.slice(0, u.zh.length > 5 ? 2 : 3).replace(/[市藏羌]$/, "") : u.en)).addTo(labels); });
    D.ring.forEach((r) => { L.circleMarker(r.at, { radius: 4, color: D.arc, weight: 1, fillOpacity: 0.6 }).addTo(ring); L.tooltip({ permanent: true, direction: "right", className: "jm-ring" }).setLatLng(r.at).setContent(el("span", r.name)).addTo(ring); });
  }
  function drawMoving() {
    arcs.clearLayers(); incidents.clearLayers();
    const from = state.at - state.span * 3600;
    if (state.layers.arcs) D.arcs.forEach((a) => {
      if (a.last < from || a.first > state.at || (state.sector && a.sector !== state.sector)) return;
      const [y1, x1] = a.from, [y2, x2] = a.to, mid = [(y1 + y2) / 2 + (x2 - x1) * 0.12, (x1 + x2) / 2 - (y2 - y1) * 0.12], line = [];
      for (let i = 0; i <= 12; i++) { const t = i / 12; line.push([(1 - t) * (1 - t) * y1 + 2 * t * (1 - t) * mid[0] + t * t * y2, (1 - t) * (1 - t) * x1 + 2 * t * (1 - t) * mid[1] + t * t * x2]); }
      L.polyline(line, { color: D.arc, weight: Math.min(5, 1 + Math.log2(1 + a.count)), opacity: 0.65 }).bindTooltip(() => el("span", say(a.zh, a.en) + " ×" + a.count)).addTo(arcs);
    });
    let shown = 0;
    if (state.layers.incidents) D.incidents.forEach((i) => {
      if (i.last < from || i.first > state.at || (state.sector && !i.sectors.includes(state.sector))) return;
      i.at.forEach((p) => { shown++; L.circleMarker(p, { radius: 6 + 6 * i.score, color: D.incident, weight: 2, fillColor: D.incident, fillOpacity: 0.35 }).bindTooltip(() => el("span", say(i.zh, i.en))).on("click", () => { if (i.prefectures[0]) open(i.prefectures[0]); }).addTo(incidents); });
    });
    $("jm-at").textContent = fmt(state.at);
    document.body.dataset.incidents = shown;
  }
  function row(table, a, b) { const r = table.insertRow(); r.insertCell().textContent = a; r.insertCell().textContent = b; }
  function panel() {
    const box = $("jm-panel"); box.replaceChildren();
    const u = state.code ? unitOf(state.code) : D.province;
    if (state.code) { const b = el("button", say("← 返回全省", "← back to the province"), "back"); b.type = "button"; b.id = "jm-back"; b.onclick = back; box.append(b); }
    box.append(el("h2", name(u))); box.append(card(u));
    const t = el("table");
    [["threat", "威胁"], ["vulnerability", "脆弱性"], ["operation", "运行"], ["incident", "事件"], ["disposal", "处置"]].forEach(([k, z]) => row(t, say(z, k), u.parts[k] === null || u.parts[k] === undefined ? say("未测量", "not measured") : num(u.parts[k])));
    row(t, say("登记单位", "organisations"), u.organisations); box.append(t);
    if (state.code && D.orgs[state.code]) { box.append(el("h2", say("单位", "Organisations"))); const o = el("table"); D.orgs[state.code].forEach((x) => row(o, name(x), x.grade ? say(x.grade, D.gradesEn[x.grade]) + " " + num(x.index) : say("未见", "unseen"))); box.append(o); }
    box.append(el("h2", say("事件", "Incidents")));
    const mine = D.incidents.filter((i) => (!state.code || i.prefectures.includes(state.code)) && (!state.sector || i.sectors.includes(state.sector))).slice(0, 12);
    if (!mine.length) box.append(el("p", say("本期无事件(仅就可见范围而言)", "none in this period (as far as was seen)")));
    mine.forEach((i) => { const d = el("div", undefined, "inc"); d.append(el("b", say(i.zh, i.en))); d.append(el("span", fmt(i.first) + " – " + fmt(i.last) + " · " + i.severity + " · " + i.alerts + say(" 条告警", " alerts"))); if (i.storyZh) d.append(el("pre", say(i.storyZh, i.storyEn))); box.append(d); });
  }
  function open(code) {
    state.code = code; county.clearLayers();
    L.geoJSON({ type: "FeatureCollection", features: D.counties.features.filter((f) => f.properties.prefecture === code) }, {
      style: { color: "#8a939b", weight: 0.8, dashArray: "3 3", fillOpacity: 0 }, onEachFeature: (f, l) => l.bindTooltip(() => { const c = D.countyNames[f.id]; const e = el("span", (zh() ? c.zh : c.en) + (c.n ? " · " + c.n + say(" 家单位", " organisations") : "")); return e; }, { sticky: true }),
    }).addTo(county);
    if (pref[code]) map.fitBounds(pref[code].getBounds(), { animate: false, padding: [20, 20] });
    document.body.dataset.open = code; panel();
  }
  function back() { state.code = null; county.clearLayers(); map.fitBounds(home, { animate: false }); delete document.body.dataset.open; panel(); }
  function tiles() {
    const box = $("jm-tiles"); box.replaceChildren();
    Object.keys(D.units).forEach((code) => { const u = unitOf(code), b = el("button", undefined, "tile"); b.type = "button"; b.style.background = u.grade ? D.colours[u.grade] : "repeating-linear-gradient(45deg,#d4d8dc 0 6px,#b3bac1 6px 11px)"; b.style.color = ["差", "危"].includes(u.grade) ? "#fff" : "#17202a"; b.append(el("b", name(u)), el("span", u.grade ? say(u.grade, D.gradesEn[u.grade]) + " " + num(u.index) : say("未见", "unseen"))); b.onclick = () => { state.code = code; panel(); }; box.append(b); });
  }
  function kpi() {
    const box = $("jm-kpi"); box.replaceChildren();
    D.kpi.forEach((k) => { const d = el("div", undefined, "kpi"); d.append(el("b", k.value), el("small", say(k.zh, k.en))); box.append(d); });
  }
  function legend() {
    const box = $("jm-legend"); box.replaceChildren();
    Object.keys(D.colours).forEach((g) => { const k = el("span", undefined, "key"), i = el("i"); i.style.background = D.colours[g]; k.append(i, el("span", say(g, D.gradesEn[g]))); box.append(k); });
    const k = el("span", undefined, "key"); k.append(el("i", undefined, "unseen"), el("span", say("未见", "unseen"))); box.append(k);
    const cap = $("jm-caption"); cap.textContent = say(D.captionZh, D.captionEn);
  }
  function layers() {
    const box = $("jm-layers"); box.replaceChildren();
    [["arcs", "攻击弧线", "attack arcs"], ["incidents", "事件", "incidents"], ["labels", "地名", "names"]].forEach(([k, z, e]) => { const l = el("label"), c = el("input"); c.type = "checkbox"; c.checked = state.layers[k]; c.dataset.layer = k; c.onchange = () => { state.layers[k] = c.checked; if (k === "labels") (c.checked ? labels.addTo(map) : labels.remove()); drawMoving(); }; l.append(c, " " + say(z, e)); box.append(l); });
    const s = el("select"); s.id = "jm-sector"; s.setAttribute("aria-label", "sector"); s.append(new Option(say("全部行业", "all sectors"), "")); D.sectors.forEach((x) => s.append(new Option(name(x), x.id))); s.value = state.sector; s.onchange = () => { state.sector = s.value; outline.setStyle((f) => ({ fillColor: fill(unitOf(f.id)) })); drawMoving(); panel(); tiles(); }; box.append(s);
  }
  function everything() { document.title = say("剑门 · 四川省网络安全态势图", "Jianmen · Sichuan situation map"); root.lang = zh() ? "zh-CN" : "en"; kpi(); legend(); layers(); drawLabels(); drawMoving(); panel(); tiles(); }
  $("jm-lang").onclick = () => { root.classList.toggle("lang-en"); everything(); };
  $("jm-theme").onclick = () => root.classList.toggle("dark");
  $("jm-view").onclick = () => { const t = $("jm-tiles"), m = map.getContainer(); t.hidden = !t.hidden; m.style.display = t.hidden ? "" : "none"; if (t.hidden) map.invalidateSize(); };
  $("jm-slider").oninput = (e) => { state.at = D.now - (48 - e.target.value) * (state.span / 48) * 3600; drawMoving(); };
  $("jm-span").onchange = (e) => { state.span = +e.target.value; $("jm-slider").value = 48; state.at = D.now; drawMoving(); };
  let timer = null;
  $("jm-play").onclick = () => { const s = $("jm-slider"); if (timer) { clearInterval(timer); timer = null; $("jm-play").textContent = "▶"; return; } if (+s.value >= 48) s.value = 0; $("jm-play").textContent = "⏸"; timer = setInterval(() => { s.value = +s.value + 1; s.oninput({ target: s }); if (+s.value >= 48) $("jm-play").onclick(); }, 250); };
  const places = $("jm-places"); D.search.forEach((s) => { const o = el("option"); o.value = s.label; places.append(o); });
  $("jm-search").onchange = (e) => { const q = e.target.value.trim().toLowerCase(); const hit = q && D.search.find((s) => s.label.toLowerCase().includes(q)); if (hit) open(hit.code); };
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") back(); });
  if (D.demo) $("jm-demo").hidden = false;
  if (D.english) root.classList.add("lang-en");
  everything();
  map.invalidateSize(); map.fitBounds(home, { animate: false, padding: [6, 6] });
  document.body.dataset.ready = "1";
  window.addEventListener("resize", () => map.invalidateSize());
})();
