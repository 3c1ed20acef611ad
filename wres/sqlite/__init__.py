"""Django's SQLite, for many who write at once and for a disk that is full.

base     the database backend: its connections and their turns
queue    the order in which writers have their turn
"""
