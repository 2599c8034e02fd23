"""The data floor of the national view of Serious Further Offences: store, definitions, numbers. No screen."""
