"""The pages a suspended person uses: they hold no rule, read through queries and write through `perform`."""
