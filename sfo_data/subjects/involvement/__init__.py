"""Who beside the author had a part in a review: other agencies, and the practitioners whose work it looked at?"""
