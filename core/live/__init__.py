"""The live session: a map that follows the labels while they are drawn."""
