from decimal import Decimal

from django.forms import Form
from django.template import engines

from ecase.core import forms
from ecase.core.widgets import DataSelect


class Request(Form):
    name = forms.LineField(label="ชื่อ", max_length=5, help_text="ตามบัตร")
    amount = forms.BahtField(label="จำนวนเงิน")
    phone = forms.PhoneField(label="หมายเลขโทรศัพท์", required=False)
    gender = forms.SelectField(
        label="เพศ",
        choices=[("M", "ชาย"), ("F", "หญิง")],
        widget=DataSelect(data=lambda value: {"code": f"0{value}", "none": None}),
    )
    is_disabled = forms.CheckField(label="เป็นผู้พิการ")
    born = forms.BirthDateField()


def drawn(template, **context):
    return engines["django"].from_string(template).render(context)


def test_a_field_is_tied_to_its_label_and_its_hint():
    html = Request()["name"].as_field_group()
    assert '<label for="id_name">ชื่อ</label>' in html
    assert '<p class="hint" id="id_name_helptext">ตามบัตร</p>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'class="input"' in html
    assert "aria-invalid" not in html


def test_a_wrong_field_is_tied_to_its_error_too():
    html = Request({"name": "<b>ยาวเกินไป"})["name"].as_field_group()
    assert 'class="field  bad"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html
    assert 'value="&lt;b&gt;ยาวเกินไป"' in html


def test_the_browser_is_not_asked_to_judge():
    html = Request()["name"].as_field_group()
    assert 'aria-required="true"' in html
    assert " required" not in html
    assert "maxlength" not in html


def test_what_may_stay_empty_says_so():
    optional = '<span class="opt">(ไม่กรอกได้)</span>'
    assert optional in Request()["phone"].as_field_group()
    assert optional not in Request()["name"].as_field_group()
    assert optional not in drawn("{% field form.phone mark=False %}", form=Request())


def test_a_sum_has_its_unit_behind_it():
    form = Request(initial={"amount": Decimal(3000)})
    html = drawn('{% field form.amount "c4" unit="บาท" hint="ต่อคน" %}', form=form)
    assert 'class="field c4"' in html
    assert '<div class="unit">' in html and "<span>บาท</span>" in html
    assert 'value="3,000.00"' in html
    assert 'class="input num"' in html
    assert 'aria-describedby="id_amount_helptext"' in html


def test_options_carry_what_the_small_helps_need():
    html = str(Request()["gender"])
    assert '<option value="" selected>&lt;--กรุณาเลือก--&gt;</option>' in html
    assert '<option value="M" data-code="0M">ชาย</option>' in html


def test_a_checkbox_lies_in_its_label():
    html = Request()["is_disabled"].as_field_group()
    assert '<label class="check"><input type="checkbox"' in html
    assert "<span>เป็นผู้พิการ</span></label>" in html


def test_a_birth_date_is_said_back_also_without_the_script():
    form = Request({"born": "2/10/2558"})
    html = drawn('{% include "components/birth.html" with field=form.born %}', form=form)
    assert "2 ตุลาคม 2558 · อายุ " in html
    assert 'data-birth="id_born_echo"' in html
    assert 'id="id_born_echo"' in html
    wrong = drawn(
        '{% include "components/birth.html" with field=form.born %}',
        form=Request({"born": "30/2/2558"}),
    )
    assert "เดือนกุมภาพันธ์ 2558 มี 28 วัน" in wrong


def test_the_summary_names_each_place_and_leads_to_it():
    form = Request({"name": "ก", "amount": "x", "gender": "M", "born": "2/10/2558"})
    form.add_error(None, "มีผู้แก้ไขเคสนี้ก่อนคุณ")
    html = drawn('{% include "components/errsum.html" with kept="ยังอยู่ครบ" %}', form=form)
    assert 'role="alert"' in html
    assert "ต้องแก้ 2 จุด" in html
    assert "<li>มีผู้แก้ไขเคสนี้ก่อนคุณ</li>" in html
    assert '<a href="#id_amount">จำนวนเงิน: อ่านจำนวนเงินไม่ได้' in html
    assert "ยังอยู่ครบ" in html


def test_a_good_form_has_no_summary():
    assert drawn('{% include "components/errsum.html" %}', form=Request()).strip() == ""
