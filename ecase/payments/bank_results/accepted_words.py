"""The words that lists of results use, as banks and offices write them. Only data.

All are compared without case, spaces and punctuation (columns.key). To accept another word, add it
here; a word may stand in one place of a table only.
"""

from enum import StrEnum

from ..models import Result, ReturnReason


class Column(StrEnum):
    """What a list tells of a line, by the name that a refusal gives it."""

    REFERENCE = "เลขอ้างอิง"
    ACCOUNT = "เลขที่บัญชี"
    AMOUNT = "จำนวนเงิน"
    STATUS = "สถานะ"
    REASON = "เหตุผล"
    NOTE = "หมายเหตุ"


NEEDED = (Column.REFERENCE, Column.ACCOUNT, Column.AMOUNT, Column.STATUS)

# A heading may be one of these or two of one column together, as in "Transfer Amount จำนวนเงิน".
HEADINGS = {
    Column.REFERENCE: (
        *("Reference No.", "Reference Number", "Reference", "Ref No.", "Ref. No.", "DDA Ref 2"),
        *("DDA Ref. No. 2", "Customer Reference", "End To End ID", "เลขอ้างอิง", "เลขที่อ้างอิง"),
        *("หมายเลขอ้างอิง", "รหัสอ้างอิง", "อ้างอิง"),
    ),
    Column.ACCOUNT: (
        *("Receiving A/C No.", "Receiving A/C", "Receiving Account No.", "Receiving Account"),
        *("Receiver A/C No.", "Receiver Account No.", "Beneficiary A/C No.", "Credit A/C No."),
        *("Beneficiary Account No.", "Beneficiary Account", "Account No.", "Account Number"),
        *("A/C No.", "Account", "เลขที่บัญชี", "เลขบัญชี", "หมายเลขบัญชี", "เลขที่บัญชีผู้รับเงิน"),
        *("เลขที่บัญชีผู้รับโอน", "บัญชีผู้รับเงิน", "เลขที่บัญชีเงินฝาก", "เลขที่บัญชีธนาคาร"),
    ),
    Column.AMOUNT: (
        *("Transfer Amount", "Amount", "Amount (Baht)", "Amount (THB)", "Transfer Amount (Baht)"),
        *("Transfer Amount (THB)", "Net Amount", "จำนวนเงิน", "จำนวนเงิน (บาท)", "จำนวนเงินที่โอน"),
        *("จำนวนเงินโอน", "ยอดเงิน", "ยอดโอน", "ยอดเงินโอน"),
    ),
    Column.STATUS: (
        *("Status", "Transaction Status", "Transfer Status", "Payment Status", "Result"),
        *("Transfer Result", "สถานะ", "สถานะการโอน", "สถานะรายการ", "ผล", "ผลการโอน"),
        *("ผลการโอนเงิน", "ผลการจ่าย", "ผลการทำรายการ"),
    ),
    Column.REASON: (
        *("Reason", "Reject Reason", "Rejected Reason", "Return Reason", "Reason Code"),
        *("Failure Reason", "Fail Reason", "Error Description", "Error Message", "เหตุผล"),
        *("เหตุผลที่โอนไม่ผ่าน", "เหตุที่โอนไม่ผ่าน", "เหตุผลที่ปฏิเสธ", "เหตุผลการปฏิเสธ", "สาเหตุ"),
        *("สาเหตุที่โอนไม่ผ่าน", "สาเหตุที่โอนไม่สำเร็จ"),
    ),
    Column.NOTE: ("Note", "Notes", "Remark", "Remarks", "หมายเหตุ", "บันทึก"),
}

# Compared as a whole: ไม่สำเร็จ has สำเร็จ in it.
STATUSES: dict[Result | None, tuple[str, ...]] = {
    Result.PAID: (
        *("สำเร็จ", "จ่ายสำเร็จ", "โอนสำเร็จ", "โอนเงินสำเร็จ", "ทำรายการสำเร็จ", "รายการสำเร็จ", "โอนแล้ว"),
        *("โอนเงินแล้ว", "จ่ายแล้ว", "เข้าบัญชีแล้ว", "ผ่าน", "โอนผ่าน", "success", "successful"),
        *("succeeded", "complete", "completed", "paid", "credited", "settled", "transferred"),
        *("transfer success", "transfer successful", "accepted and settled", "00", "acsc", "accc"),
    ),
    Result.RETURNED: (
        *("ไม่สำเร็จ", "จ่ายไม่สำเร็จ", "โอนไม่สำเร็จ", "โอนเงินไม่สำเร็จ", "ทำรายการไม่สำเร็จ"),
        *("รายการไม่สำเร็จ", "ไม่ผ่าน", "โอนไม่ผ่าน", "โอนเงินไม่ผ่าน", "ไม่เข้าบัญชี", "ปฏิเสธ"),
        *("ถูกปฏิเสธ", "ปฏิเสธรายการ", "คืนเงิน", "เงินคืน", "ส่งคืน", "โอนคืน", "ล้มเหลว", "fail"),
        *("failed", "failure", "unsuccessful", "not successful", "unpaid", "not paid", "reject"),
        *("rejected", "return", "returned", "declined", "transfer failed", "rjct"),
    ),
    None: (
        *("รอผล", "รอดำเนินการ", "กำลังดำเนินการ", "อยู่ระหว่างดำเนินการ", "รอโอน", "รออนุมัติ", "pending"),
        *("processing", "in process", "in progress", "waiting", "acsp", "actc", "accp", "acwc"),
        *("acwp", "pdng", "rcvd", "blck", "prsp"),
    ),
}

# The code of ISO 20022 first, then the labels.
REASONS = {
    ReturnReason.WRONG_ACCOUNT: (
        *("AC01", "เลขที่บัญชีไม่ถูกต้อง", "เลขบัญชีไม่ถูกต้อง", "เลขที่บัญชีผิด", "ไม่พบเลขที่บัญชี", "ไม่พบบัญชี"),
        *("ไม่มีบัญชีนี้", "account number wrong", "wrong account", "invalid account"),
        *("invalid account number", "incorrect account number", "account not found"),
        *("no such account", "no account"),
    ),
    ReturnReason.WRONG_BANK: (
        *("RC01", "เลือกธนาคารผิด / รหัสธนาคารหรือสาขาไม่ถูกต้อง", "เลือกธนาคารผิด"),
        *("รหัสธนาคารหรือสาขาไม่ถูกต้อง", "เลือกธนาคารผิด หรือรหัสสาขาไม่ถูกต้อง", "รหัสธนาคารไม่ถูกต้อง"),
        *("รหัสสาขาไม่ถูกต้อง", "ธนาคารไม่ถูกต้อง", "wrong bank", "wrong bank or branch code"),
        *("invalid bank code", "invalid branch", "invalid branch code"),
    ),
    ReturnReason.NAME_MISMATCH: (
        *("BE01", "ชื่อบัญชีไม่ตรง", "ชื่อบัญชีไม่ถูกต้อง", "ชื่อไม่ตรงกับบัญชี", "ชื่อบัญชีไม่ตรงกัน"),
        *("account name does not match", "name mismatch", "account name mismatch"),
        *("invalid account name", "incorrect account name"),
    ),
    ReturnReason.ACCOUNT_CLOSED: (
        *("AC04", "บัญชีถูกปิด", "บัญชีปิด", "บัญชีปิดแล้ว", "ปิดบัญชี", "ปิดบัญชีแล้ว", "account closed"),
        *("closed account", "closed account number"),
    ),
    ReturnReason.ACCOUNT_BLOCKED: (
        *("AC06", "บัญชีมีปัญหา โอนไม่ผ่าน / ถูกอายัด", "บัญชีมีปัญหา หรือถูกอายัด", "บัญชีมีปัญหา"),
        *("บัญชีถูกอายัด", "บัญชีอายัด", "อายัดบัญชี", "บัญชีไม่เคลื่อนไหว", "account blocked"),
        *("account blocked or cannot be credited", "blocked account", "account frozen"),
        *("dormant account", "account dormant", "inactive account"),
    ),
    ReturnReason.LIMIT: (
        *("AM02", "เกินวงเงิน", "จำนวนเงินเกินวงเงิน", "over limit", "exceed limit", "limit exceeded"),
        *("amount exceeds limit", "not allowed amount"),
    ),
    ReturnReason.DECEASED: (
        *("MD07", "ผู้รับเงินเสียชีวิต", "เจ้าของบัญชีเสียชีวิต", "ผู้รับโอนเสียชีวิต", "เสียชีวิต"),
        *("payee deceased", "end customer deceased", "deceased", "account holder deceased"),
    ),
    ReturnReason.OTHER: ("NARR", "กรณีอื่น ๆ", "อื่น ๆ", "other", "others"),
}

# How the rows below a list begin: sums, who made it, when it was printed.
FOOTERS = (
    *("รวม", "ยอดรวม", "จำนวนรวม", "ทั้งสิ้น", "จำนวนรายการ", "หมายเหตุ", "พิมพ์เมื่อ", "พิมพ์วันที่", "พิมพ์โดย"),
    *("ผู้จัดทำ", "ผู้ตรวจสอบ", "สิ้นสุดรายงาน", "จบรายงาน", "total", "grand total", "subtotal"),
    *("sum of", "number of transactions", "printed", "end of report"),
)
