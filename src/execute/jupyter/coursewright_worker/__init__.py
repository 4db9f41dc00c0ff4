"""What runs inside of `jupyter nbconvert` for Coursewright. Python 3.8 or later; nbconvert 6.5 or later."""
