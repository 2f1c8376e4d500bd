// Small helps only: every page works without this file, and the server decides all of it again.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const ascii = text => text.normalize("NFKC").replace(/[๐-๙]/g, c => "๐๑๒๓๔๕๖๗๘๙".indexOf(c));
const onlyDigits = text => ascii(text).replace(/\D/g, "");

// An icon of the sprite that the page draws from.
function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "i i-s");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.querySelector("use").getAttribute("href").split("#")[0]}#${name}`);
  svg.append(use);
  return svg;
}
const TONE_ICONS = { ok: "done", info: "info", warn: "alert", stop: "alert" };

// A remark under a field, made once and read out when it changes. No text: no remark.
function remark(box, text, tone = "warn") {
  const id = `${box.id}_remark`;
  let place = document.getElementById(id);
  if (!place) {
    place = document.createElement("p");
    place.id = id;
    place.setAttribute("aria-live", "polite");
    (box.closest(".unit") || box).after(place);
    box.setAttribute("aria-describedby", `${box.getAttribute("aria-describedby") || ""} ${id}`.trim());
  }
  place.className = tone ? "hint flag" : "hint";
  place.dataset.tone = tone;
  place.hidden = !text;
  const words = document.createElement("span");
  words.textContent = text;
  place.replaceChildren(...(tone ? [icon(TONE_ICONS[tone])] : []), words);
}

// ---- days and ages

const MONTHS = "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม".split(" ");
const SHORT = "มค กพ มีค เมย พค มิย กค สค กย ตค พย ธค".split(" ");

// {d, m, be, born} of a typed day; a sentence where it is none; null while it is not whole yet.
function readDay(typed) {
  const text = ascii(typed).trim().replace(/\s+/g, " ");
  let parts = text.match(/^(\d{2})(\d{2})(\d{4})$/) || text.match(/^(\d{1,2})(?: ?[/.-] ?| )(\d{1,2})(?: ?[/.-] ?| )(\d{4})$/);
  if (!parts) {
    const named = text.match(/^(\d{1,2}) ?([ก-๛.]+?)\.? ?(?:พ\.?ศ\.? ?)?(\d{4})$/);
    if (!named) return null;
    const name = named[2].replaceAll(".", "");
    const at = Math.max(MONTHS.indexOf(name), SHORT.indexOf(name));
    if (at < 0) return null;
    parts = [named[0], named[1], at + 1, named[3]];
  }
  const [d, m, be] = parts.slice(1).map(Number);
  if (be >= 1800 && be < 2300) return `ปี ${be} เป็น ค.ศ. ให้พิมพ์ปี พ.ศ. คือ ${be + 543}`;
  // Before 2484 the year began on 1 April.
  const born = new Date(Date.UTC(be - (be <= 2483 && m <= 3 ? 542 : 543), m - 1, d));
  if (be < 2400 || be >= 2700 || born.getUTCMonth() !== m - 1 || born.getUTCDate() !== d) return "ไม่มีวันที่นี้ ตรวจกับบัตรอีกครั้ง";
  return { d, m, be, born };
}

// Full months between a birth and a day.
const monthsOf = (born, day) =>
  (day.getUTCFullYear() - born.getUTCFullYear()) * 12 + day.getUTCMonth() - born.getUTCMonth() - (day.getUTCDate() < born.getUTCDate());

// The age in full years that the form's birth date gives, or null.
function ageIn(form) {
  const box = form?.querySelector("[data-birth]");
  const day = box && readDay(box.value);
  if (!day || typeof day === "string") return null;
  const months = monthsOf(day.born, new Date(box.dataset.today));
  return months < 0 ? null : Math.floor(months / 12);
}

for (const box of all("[data-birth]")) {
  const echo = document.getElementById(box.dataset.birth);
  const years = box.form?.querySelector("[data-age]");
  const show = () => {
    const day = readDay(box.value), age = ageIn(box.form);
    if (years) years.value = age ?? "";
    if (!echo) return;
    if (!day) echo.textContent = "";
    else if (typeof day === "string") echo.textContent = day;
    else if (age === null) echo.textContent = "วันนี้ยังมาไม่ถึง ตรวจปี พ.ศ. อีกครั้ง";
    else {
      const months = monthsOf(day.born, new Date(box.dataset.today));
      echo.textContent = `${day.d} ${MONTHS[day.m - 1]} ${day.be} · อายุ ${age} ปี ${months % 12} เดือน`;
    }
  };
  box.addEventListener("input", show);
  if (box.value) show();
}

// ---- the title (คำนำหน้า) fits the gender and the age

for (const titles of all("select[data-titles]")) {
  const form = titles.form;
  const gender = form.querySelector("select[data-gender]");
  const fits = (option, age) => {
    const { gender: of, min, max } = option.dataset;
    return !(of && gender?.value && of !== gender.value) && !(age !== null && ((min && age < +min) || (max && age > +max)));
  };
  const show = () => {
    const age = ageIn(form);
    for (const option of titles.options) if (option.value) option.hidden = option.disabled = !option.selected && !fits(option, age);
    const chosen = titles.selectedOptions[0];
    const wrong = chosen?.value && !fits(chosen, age);
    const why = [gender?.value && chosen?.dataset.gender && gender.value !== chosen.dataset.gender && "เพศที่เลือก", age !== null && `อายุ ${age} ปี`];
    remark(titles, wrong ? `“${chosen.text}” อาจไม่ตรงกับ${why.filter(Boolean).join("หรือ")} ตรวจกับบัตรอีกครั้ง` : "");
  };
  form.addEventListener("input", e => { if (e.target.matches("[data-titles], [data-gender], [data-birth]")) show(); });
  show();
}

// ---- the aid and its ceiling

const satang = text => {
  const typed = ascii(text).replace(/[\s,]|บาท/g, "");
  return /^\d+(\.\d{0,2})?$/.test(typed) ? Math.round(Number(typed) * 100) : null;
};
const baht = amount => (amount / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

for (const aid of all("select[data-aid]")) {
  const amount = aid.form.querySelector("[data-amount]");
  const show = () => {
    const option = aid.selectedOptions[0];
    remark(aid, option?.dataset.hint || "", "");
    if (!amount || amount.closest(".bad")) return; // the server has said it already
    const ceiling = satang(option?.dataset.ceiling || ""), typed = satang(amount.value);
    remark(amount, ceiling !== null && typed !== null && typed > ceiling ? `เกินเพดาน ${baht(typed - ceiling)} บาท` : "", "stop");
  };
  aid.addEventListener("change", show);
  amount?.addEventListener("input", show);
  show();
}

// ---- the check-list: the papers that this aid and this person need

// Those of an account in another's name are for the server to say: it knows how names are compared.
function markNeeded(form) {
  const aid = form.querySelector("select[data-aid]"), disabled = form.querySelector("[name=is_disabled]");
  const ofAid = new Set(all("option", aid).flatMap(option => (option.dataset.papers || "").split(" ")));
  const needed = (aid.selectedOptions[0]?.dataset.papers || "").split(" ");
  for (const mark of all("[data-needed]", form)) {
    const kind = mark.dataset.needed;
    if (kind === "DISABILITY_CARD") mark.hidden = !disabled?.checked;
    else if (ofAid.has(kind)) mark.hidden = !needed.includes(kind);
  }
}
for (const aid of all("select[data-aid]")) {
  aid.form.addEventListener("change", e => { if (e.target.matches("[data-aid], [name=is_disabled]")) markNeeded(aid.form); });
  markNeeded(aid.form);
}

// ---- the bank: its code, whether a branch is asked for, how long its accounts are

for (const bank of all("select[data-bank]")) {
  const [code, branch, account] = ["[data-bank-code]", "[data-bank-branch]", "[data-bank-account]"].map(s => bank.form.querySelector(s));
  const show = () => {
    const { code: of = "", branch: asked, lengths = "" } = bank.selectedOptions[0]?.dataset || {};
    if (code) code.value = of;
    if (branch) {
      branch.setAttribute("aria-required", asked === "1");
      remark(branch, asked === "1" ? "ธนาคารนี้ต้องกรอก ดูใต้ชื่อสาขาในสมุดบัญชี" : "", "info");
    }
    if (account) {
      const known = lengths.split("|").filter(Boolean), typed = onlyDigits(account.value).length;
      const usual = `ธนาคารนี้มักใช้ ${known.join(" หรือ ")} หลัก`;
      if (!known.length) remark(account, "");
      else if (!typed) remark(account, usual, "");
      else if (known.includes(String(typed))) remark(account, `ครบ ${typed} หลัก`, "ok");
      else remark(account, `${usual} ที่พิมพ์มี ${typed} หลัก ตรวจกับสมุดบัญชี`);
    }
  };
  bank.addEventListener("change", show);
  account?.addEventListener("input", show);
  show();
}

// ---- files: dropping, order, taking out, the sum

const inWords = bytes => (bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

function dropZone(zone) {
  const box = zone.querySelector("input[type=file]");
  if (!box) return;
  let chosen = [];
  const list = document.createElement("ol");
  list.className = "files";
  zone.after(list);

  const button = (text, name, act) => {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "link-btn";
    b.textContent = text;
    b.setAttribute("aria-label", `${text} ${name}`);
    b.addEventListener("click", act);
    return b;
  };
  const keep = files => {
    chosen = files;
    const carrier = new DataTransfer();
    files.forEach(file => carrier.items.add(file));
    box.files = carrier.files;
    list.replaceChildren(...files.map((file, at) => {
      const item = document.createElement("li"), name = document.createElement("span"), size = document.createElement("span"), acts = document.createElement("span");
      name.textContent = file.name;
      size.textContent = inWords(file.size);
      size.className = "meta";
      acts.className = "row";
      if (at) acts.append(button("เลื่อนขึ้น", file.name, () => keep(files.with(at, files[at - 1]).with(at - 1, file))));
      acts.append(button("นำออก", file.name, () => { keep(files.filter(f => f !== file)); box.focus(); }));
      item.append(name, size, acts);
      return item;
    }));
    const sum = files.reduce((total, file) => total + file.size, 0);
    const over = box.dataset.maxBytes && sum > Number(box.dataset.maxBytes);
    remark(box, over ? `รวม ${inWords(sum)} เกิน ${inWords(box.dataset.maxBytes)} นำบางไฟล์ออกหรือสแกนใหม่ให้เล็กลง` : "", "stop");
  };
  // Choosing again adds, as dropping does; one and the same file is not taken twice.
  const add = files => {
    const known = new Set(chosen.map(f => `${f.name}/${f.size}/${f.lastModified}`));
    const fresh = [...files].filter(f => !known.has(`${f.name}/${f.size}/${f.lastModified}`));
    keep(box.multiple ? [...chosen, ...fresh] : [...files].slice(0, 1));
  };
  const take = files => "upload" in box.dataset ? uploadAll(box, list, [...files]) : add(files);
  box.addEventListener("change", () => take(box.files));
  zone.addEventListener("dragover", e => { e.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", e => { e.preventDefault(); zone.classList.remove("over"); take(e.dataTransfer.files); });
}

// Each file is sent as soon as it is chosen, one after another so that their order stays, with all
// that was typed; the answer is the page, of which the part with this bundle takes the place of ours.
// What is refused says so there, and the others go on.
let uploads = Promise.resolve(), waiting = 0;
const onTheWay = new Map();  // a form whose sending waits for its files

function uploadAll(box, list, files) {
  const form = box.form, name = box.name;
  box.value = "";
  for (const file of files) {
    const item = document.createElement("li"), label = document.createElement("span"), bar = document.createElement("progress");
    label.textContent = `${file.name} ${inWords(file.size)}`;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `กำลังส่ง ${file.name}`);
    item.append(label, bar);
    list.append(item);
    waiting += 1;
    uploads = uploads.then(() => upload(form, name, file, bar)).then(again => {
      waiting -= 1;
      if (again) replaceBundle(form, name, again);
      else { bar.replaceWith("ส่งไม่สำเร็จ ตรวจเครือข่ายแล้วเลือกไฟล์นี้อีกครั้ง"); item.classList.add("err-msg"); }
      if (waiting) return;
      const later = onTheWay.get(form);
      onTheWay.delete(form);
      tellWaiting(later, "");
      // Where a file was not taken, the officer is to see that first.
      if (later && !form.querySelector(".docs .err-msg")) form.requestSubmit(later.isConnected ? later : undefined);
    });
  }
}

// Confirmed while files are on their way: the button says what it waits for.
const tellWaiting = (button, words) => { if (button?.matches(".primary")) remark(button, words, "info"); };

function upload(form, name, file, bar) {
  return new Promise(resolve => {
    const typed = new FormData(form), request = new XMLHttpRequest();
    for (const field of all("input[type=file]", form)) typed.delete(field.name);
    typed.append(name, file);
    typed.append("only_files", "1");
    request.upload.addEventListener("progress", e => { if (e.lengthComputable) bar.value = e.loaded / e.total; });
    request.upload.addEventListener("load", () => bar.removeAttribute("value"));  // now it is looked at
    request.addEventListener("load", () => resolve(request.status < 500 && new DOMParser().parseFromString(request.responseText, "text/html")));
    request.addEventListener("error", () => resolve(null));
    request.open("POST", form.action);
    request.send(typed);
  });
}

function replaceBundle(form, name, page) {
  const ours = form.querySelector(`.docs[data-bundle="${name}"]`), theirs = page.querySelector(`.docs[data-bundle="${name}"]`);
  if (!ours || !theirs) { location.reload(); return; }
  const stillWaiting = all(".files > li", ours).filter(item => item.querySelector("progress"));
  const refused = all(".err-msg", ours).filter(why => why.textContent.trim().startsWith("ไฟล์ «"));
  // Ticked or typed while the file was on its way: that stands.
  for (const was of all("[name=attached_papers], [name=other_papers]", ours)) {
    const now = all(`[name=${was.name}]`, theirs).find(box => was.type !== "checkbox" || box.value === was.value);
    if (now) [now.checked, now.value] = [was.checked, was.value];
  }
  ours.replaceWith(theirs);
  if (form.querySelector("select[data-aid]")) markNeeded(form);
  const zone = theirs.querySelector(".drop");
  dropZone(zone);
  zone.nextElementSibling.append(...stillWaiting.slice(1));
  zone.closest(".field").append(...refused);  // each answer names what it refused itself
  const draft = page.querySelector("form input[name=draft]");
  if (draft && !form.querySelector("input[name=draft]")) form.append(draft);
}

document.addEventListener("submit", e => {
  if (!waiting || !e.target.querySelector("[data-upload]")) return;
  e.preventDefault();  // sent by itself as soon as the last file has come
  onTheWay.set(e.target, e.submitter);
  tellWaiting(e.submitter, "กำลังส่งไฟล์ จะบันทึกให้เองเมื่อส่งครบ");
}, true);

addEventListener("beforeunload", e => { if (waiting) e.preventDefault(); });

all(".drop").forEach(dropZone);

// ---- the whole page

// The error summary takes the focus when the page comes back with errors.
document.querySelector(".errsum[data-focus]")?.focus();

for (const b of all("[data-print]")) b.addEventListener("click", () => print());

// A button that copies what a box holds, where the browser lets a page do so.
for (const b of all("[data-copy]")) {
  b.hidden = !navigator.clipboard;
  b.addEventListener("click", () => navigator.clipboard
    .writeText(document.getElementById(b.dataset.copy).value)
    .then(() => { b.textContent = "คัดลอกแล้ว"; }, () => { b.hidden = true; }));
}

// A form is sent once: a second click while the answer is on its way does nothing.
const sent = new Set();
const release = form => { sent.delete(form); form.removeAttribute("aria-busy"); };
document.addEventListener("submit", e => {
  const form = e.target;
  if (form.method !== "post" || e.defaultPrevented) return;
  if (sent.has(form)) { e.preventDefault(); return; }
  sent.add(form);
  form.setAttribute("aria-busy", "true");
  setTimeout(release, 15000, form);
  if (form.matches("[data-download]")) awaitFile(form);
});
addEventListener("pageshow", () => [...sent].forEach(release));

// The answer to form[data-download] is a file, so the page stays: when the file has come (the server
// says so in a cookie) the page is loaded again and shows what making the file has changed, or the
// page that data-download names is loaded. An officer who has gone on meanwhile is left alone.
function awaitFile(form) {
  const cookie = location.protocol === "https:" ? "__Host-downloaded" : "downloaded";
  const forget = () => { document.cookie = `${cookie}=; max-age=0; path=/; samesite=lax${cookie[0] === "_" ? "; secure" : ""}`; };
  forget();
  const until = Date.now() + 60000;
  let leaving = false;
  const goes = () => { leaving = true; };
  setTimeout(() => addEventListener("beforeunload", goes), 50);  // not for this form's own sending
  const timer = setInterval(() => {
    const came = document.cookie.split("; ").includes(`${cookie}=1`);
    if (!came && Date.now() < until) return;
    clearInterval(timer);
    release(form);
    removeEventListener("beforeunload", goes);
    if (leaving) return;
    if (came) { forget(); location.replace(form.dataset.download || location.pathname + location.search); }
  }, 300);
}
