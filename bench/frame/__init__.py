"""What several benches share. Not a bench itself: `make bench` runs the modules beside this folder."""
