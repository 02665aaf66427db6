"""All reads: what an actor may see, queues, gates, timelines."""
