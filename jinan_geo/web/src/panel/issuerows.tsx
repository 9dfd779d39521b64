// Issues as rows: what is wrong and where it stands; a row leads to its feature.
import { isKnown } from "../data/catalog";
import type { IssueInfo } from "../data/page";
import { useStore, useWords } from "../state/use";
import { inLang } from "../words/format";
import { IssueWhere } from "./issueage";

const MOST = 300;

export function IssueRows({ issues }: { issues: readonly IssueInfo[] }) {
  const store = useStore();
  const { lang, t } = useWords();
  const lead = (issue: IssueInfo): void => {
    if (!issue.feature) return;
    const key = { layer: issue.layer, id: issue.feature };
    if (isKnown(store.catalog, key)) store.selection.value = key;
  };
  return (
    <>
      {issues.slice(0, MOST).map((issue, at) => (
        <button
          type="button"
          class={`jg-issue jg-issue-${issue.severity}`}
          key={at}
          onClick={() => lead(issue)}
        >
          <b>{inLang(issue.name, lang)}</b>
          {issue.feature ? ` ${issue.feature}` : ""}
          <span>{inLang(issue.message, lang)}</span>
          <IssueWhere issue={issue} />
        </button>
      ))}
      {issues.length > MOST && (
        <p class="jg-hint">{t("moreIssues", { n: issues.length - MOST })}</p>
      )}
    </>
  );
}
