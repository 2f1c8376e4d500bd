"""The door: how an officer signs in, and what proves who it is (การเข้าสู่ระบบ)."""
