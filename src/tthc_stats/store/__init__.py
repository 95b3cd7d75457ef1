"""What is kept on disk: outputs, replaced in one step."""
