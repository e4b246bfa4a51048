"""What is issued: codes, QR, tickets."""
