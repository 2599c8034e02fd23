"""What tests are made of: deliveries, files, briefings and readers of what comes out."""
