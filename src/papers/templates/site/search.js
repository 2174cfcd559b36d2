"use strict";
// Years are loaded as they are needed, the latest first, each as a script that calls `found`.
const rows = new Map();
const MOST = 200;
const form = document.getElementById("search");
const count = document.getElementById("count");
const results = document.getElementById("results");
const years = Array.from(form.year.options, (option) => option.value).filter(Boolean);

function found(year, list) {
  rows.set(String(year), list);
}

// Whether the year is there; one that failed is asked for again by the next search.
async function load(year) {
  if (rows.has(year)) return true;
  const script = document.createElement("script");
  script.src = "search/" + year + ".js";
  await new Promise((done) => {
    script.onload = script.onerror = done;
    document.head.append(script);
  });
  script.remove();
  return rows.has(year);
}

// Full-width letters and digits, brackets of any kind and case make no difference.
function plain(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[[【(]/g, "〔").replace(/[\]】)]/g, "〕").replace(/\s+/g, "");
}

function line([path, title, index, number, , day, summary]) {
  const link = document.createElement("a");
  link.href = path;
  link.textContent = title;
  const facts = document.createElement("p");
  for (const fact of [index, number, day].filter(Boolean)) {
    const said = document.createElement("span");
    said.textContent = fact;
    facts.append(said, " ");
  }
  const item = document.createElement("li");
  item.append(link, facts);
  if (summary && summary !== title) {
    const said = document.createElement("p");
    said.textContent = summary;
    item.append(said);
  }
  return item;
}

let asked = 0;

async function search() {
  const mine = ++asked;
  const words = form.q.value.split(/\s+/).filter(Boolean).map(plain);
  const category = form.category.value;
  const wanted = form.year.value ? [form.year.value] : years;
  const hits = [];
  const failed = [];
  let number = 0;
  count.textContent = count.dataset.loading;
  for (const year of wanted) {
    const there = await load(year);
    if (mine !== asked) return;
    if (!there) failed.push(year);
    for (const row of rows.get(year) || []) {
      if (category && row[4] !== category) continue;
      const text = plain(row[1] + "\n" + row[2] + "\n" + row[3] + "\n" + row[6]);
      if (!words.every((word) => text.includes(word))) continue;
      number += 1;
      if (hits.length < MOST) hits.push(row);
    }
  }
  results.replaceChildren(...hits.map(line));
  const found = (number > MOST ? count.dataset.more : count.dataset.found).replace("{n}", number).replace("{most}", MOST);
  const lost = count.dataset.failed.replace("{years}", failed.join(" "));
  // Nothing found where nothing could be looked through is no answer.
  const said = failed.length === 0 ? [found] : failed.length === wanted.length ? [lost] : [found, lost];
  count.textContent = said.join(" ");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
form.year.addEventListener("change", search);
form.category.addEventListener("change", search);
const given = new URLSearchParams(location.search);
for (const name of ["q", "year", "category"]) if (given.has(name)) form[name].value = given.get(name);
if (location.search) search();
