"""GraphML: the path as a directed multigraph that Gephi, yEd and networkx read."""

import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import networkx as nx

from graph.exports.stix_objects import story_of
from graph.steps import Edge, Step, Story


def document(incident: Mapping[str, Any]) -> str:
    """The GraphML text of a stored incident."""
    story = story_of(incident)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        incident=str(incident["incident_id"]), title=str(incident["title_en"])
    )
    for number, step in enumerate(story.steps):
        graph.add_node(f"n{number}", label=f"{step.technique or step.signature} @ {step.host}", step=json.dumps(asdict(step), ensure_ascii=False),
                       time=step.time, host=f"{step.zone}|{step.host}", technique=step.technique or "", signature=step.signature)  # fmt: skip
    for edge in story.edges:
        graph.add_edge(f"n{edge.origin}", f"n{edge.to}", kind=edge.kind, confidence=edge.confidence, entity=edge.entity)
    buffer = io.BytesIO()
    nx.write_graphml(graph, buffer)
    return buffer.getvalue().decode()


def story_back(text: str) -> Story:
    """The story, read back."""
    graph: Any = nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)
    names = sorted(graph.nodes, key=lambda name: int(name[1:]))
    steps = [Step(**json.loads(graph.nodes[name]["step"])) for name in names]
    edges = [
        Edge(int(one[1:]), int(other[1:]), data["kind"], data["confidence"], data["entity"])
        for one, other, data in graph.edges(data=True)
    ]
    return Story(steps, sorted(edges, key=lambda edge: (edge.to, edge.origin, edge.kind)))
