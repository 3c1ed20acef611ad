"""What files of evidence and templates may hold, decided on their parts."""
