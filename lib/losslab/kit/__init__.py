"""The kit: what every lesson is made of. It knows no lesson."""
