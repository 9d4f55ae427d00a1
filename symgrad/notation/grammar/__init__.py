"""The layers of the reader, from the token cursor up to derivatives; each is a class on top of the one below."""
