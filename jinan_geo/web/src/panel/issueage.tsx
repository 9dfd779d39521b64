// Where an issue stands in its file, and for how long it has been open.

import type { IssueInfo } from "../data/page";
import { useWords, type Words } from "../state/use";
import { formatDate } from "../words/format";

type Age = NonNullable<IssueInfo["age"]>;

export function IssueWhere({ issue }: { issue: IssueInfo }) {
  const words = useWords();
  const { t } = words;
  const place =
    issue.cell !== null
      ? t("issuePlace", { file: issue.file, cell: issue.cell })
      : issue.row === null
        ? issue.file
        : t("issueCell", { file: issue.file, row: issue.row });
  return (
    <small class="jg-issue-where">
      {place}
      {issue.age && (
        <em class={`jg-age jg-age-${issue.age.state}`}>{ageWords(issue.age, words)}</em>
      )}
    </small>
  );
}

function ageWords(age: Age, { lang, t }: Words): string {
  if (age.state === "new") return t("issueNew");
  if (age.state === "reopened")
    return t("issueReopened", { date: formatDate(age.first_seen, lang) });
  return t("issuePersisting", { n: age.editions });
}
