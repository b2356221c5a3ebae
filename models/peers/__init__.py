"""What others compute, written again from their published formulas, so that figures stand beside ours in one run."""
