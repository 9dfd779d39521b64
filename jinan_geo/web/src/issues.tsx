// What is wrong or doubtful in the data of this page, worst first; a row leads to its project.
import { formatNumber, inLang } from "./format";
import type { IssueInfo } from "./page";
import { projectOf } from "./catalog";
import { useStore, useWords } from "./use";

const MOST = 300;
const SEVERITIES = ["error", "warning", "info"] as const;

export function Issues() {
  const store = useStore();
  const { lang, t } = useWords();
  const { catalog } = store;
  const { issues } = catalog.page;
  if (!issues.length) return <div class="jg-empty"><p>{t("issuesNone")}</p></div>;
  const lead = (issue: IssueInfo): void => {
    if (!issue.feature) return;
    const key = { layer: issue.layer, id: issue.feature };
    if (projectOf(catalog, key) >= 0) store.selection.value = key;
  };
  return (
    <div class="jg-scroll jg-issues">
      {SEVERITIES.map((severity) => {
        const of = issues.filter((issue) => issue.severity === severity);
        if (!of.length) return null;
        return (
          <details key={severity} open={severity === "error"}>
            <summary>{t(`severity_${severity}`)} <b>{formatNumber(of.length, lang)}</b></summary>
            {of.slice(0, MOST).map((issue, at) => (
              <button type="button" class={`jg-issue jg-issue-${severity}`} key={at} onClick={() => lead(issue)}>
                <b>{inLang(issue.name, lang)}</b>{issue.feature ? ` ${issue.feature}` : ""}
                <span>{inLang(issue.message, lang)}</span>
                <small>{issue.row === null ? issue.file : t("issueCell", { file: issue.file, row: issue.row })}</small>
              </button>
            ))}
            {of.length > MOST && <p class="jg-hint">{t("moreIssues", { n: of.length - MOST })}</p>}
          </details>
        );
      })}
    </div>
  );
}
