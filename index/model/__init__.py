"""What is a project? Fields, the project as plain data, the register's form, JSON."""
