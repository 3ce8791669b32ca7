"""What students ask is looked at before it is answered; who may look at it; whom it alarms."""
