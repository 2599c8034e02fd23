"""The product as a service: nginx, several processes, restarts."""
