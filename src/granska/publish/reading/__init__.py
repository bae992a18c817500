"""What a finished file says, unit by unit, whatever its format."""
