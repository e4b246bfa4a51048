"""The scanner: pairing, page, roster, scans."""
