"""Documents about money: receipts, invoices, corrections. Made once, never changed."""
