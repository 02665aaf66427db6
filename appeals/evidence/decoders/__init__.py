"""The real decoders of each kind of file. They run in the confined worker process and import no Django."""
