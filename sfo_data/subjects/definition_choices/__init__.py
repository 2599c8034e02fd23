"""Which findings depend on a choice of definition, and which cases does each choice bring in or leave out?"""
