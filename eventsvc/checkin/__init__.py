"""The door: lists, devices, scans."""
