"""The whole product on one machine: its processes, its mail catcher and the page that shows the mails."""
