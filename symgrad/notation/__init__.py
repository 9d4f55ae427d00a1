"""Formula text to nodes and back: tokens, reader, syntax tree, scope, meaning, readings."""
