"""Pages: thin; each registers an address, a layout and the callbacks that call views."""
