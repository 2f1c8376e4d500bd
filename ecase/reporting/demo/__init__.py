"""The demonstration (ข้อมูลตัวอย่าง): invented people, told once by the real actions."""
