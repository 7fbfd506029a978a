// A lesson: a sentence to read, a question, the vote, and what the recorded runs say once their month has come.

function lessonOpen() {
  return page.lessons.find((lesson) => lesson.key === state.lesson) || null;
}

/** Whether a lesson's answer is still to be found: until then nothing shows more than the months that were played. */
function secret() {
  const lesson = lessonOpen();
  return lesson !== null && state.month < lesson.month;
}

/** Whether the class has to vote before it may play. */
function voteFirst() {
  return secret() && votes() === 0;
}

const votes = () => state.votes.reduce((sum, count) => sum + count, 0);

/** Which answer a seed's run gives, and the value or ratio that decides. */
function measured(lesson, own, other, place) {
  const value = own.series(lesson.column, place)[lesson.month - 1];
  if (!lesson.other) return { value, answer: lesson.limits.filter((limit) => limit <= value).length };
  const before = other.series(lesson.column, place)[lesson.month - 1];
  const ratio = before ? value / before : value > 0 ? 10 : 1;
  return { value: ratio, answer: lesson.limits.filter((limit) => limit <= ratio).length };
}

function lessonShown() {
  const lesson = lessonOpen();
  if (!lesson) return "";
  const key = `lessons.${lesson.key}`;
  const found = secret() ? null : measured(lesson, stage.own, stage.other, 0);
  const answers = Array.from({ length: lesson.limits.length + 1 }, (_, k) => answerButton(lesson, k, found));
  const think = found ? `<p class="think"><b>${said("lessons.think")}</b> ${said(`${key}.think`)}</p>` : "";
  const anew = votes() ? `<button class="quiet" data-act="anew" data-test="anew">${said("handout.anew")}</button>` : "";
  return `<h2>${said(`${key}.name`)}<button class="quiet" data-act="leave" data-test="leave">${said("lessons.leave")}</button></h2><p class="read">${said(`${key}.read`)}</p>`
    + `<p class="question">${said(`${key}.question`)}</p><div class="answers" role="group">${answers.join("")}${anew}</div>`
    + `<div class="result" data-test="result" aria-live="polite">${resultShown(lesson, found)}</div>${think}`;
}

function answerButton(lesson, k, found) {
  const count = state.votes[k] || 0;
  const names = [count ? "on" : "", found && found.answer === k ? "found" : ""].filter(Boolean).join(" ");
  return `<button class="${names}" data-act="vote" data-value="${k}" data-test="answer-${k}">${said(`lessons.${lesson.key}.answers.${k}`)}${count ? ` <b>${count}</b>` : ""}</button>`;
}

function resultShown(lesson, found) {
  if (!found) {
    const when = monthName(stage.own.facts.start, lesson.month - 1);
    return `<p>${voteFirst() ? said("handout.vote") : said("lessons.wait", { when })}</p>`;
  }
  const value = lesson.other ? said("lessons.ratio", { value: found.value.toFixed(2) }) : writer(lesson.column)(found.value);
  const lines = [said("lessons.unsaid", { answer: said(`lessons.${lesson.key}.answers.${found.answer}`), value })];
  if (votes()) lines.push(said("handout.voted", { some: state.votes[found.answer] || 0, all: votes() }));
  if (page.seeds.length > 1) {
    const alike = page.seeds.filter((_, place) => measured(lesson, stage.own, stage.other, place).answer === found.answer).length;
    lines.push(said("handout.alike", { some: alike, all: page.seeds.length }));
  }
  return lines.map((line) => `<p>${line}</p>`).join("");
}
