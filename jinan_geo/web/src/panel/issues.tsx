// What is wrong or doubtful in the data of this page: the quality of it, then the issues, worst first.

import { useStore, useWords } from "../state/use";
import { formatNumber } from "../words/format";
import { IssueRows } from "./issuerows";
import { Quality } from "./quality";

const SEVERITIES = ["error", "warning", "info"] as const;

export function Issues() {
  const { issues } = useStore().catalog.page;
  const { lang, t } = useWords();
  return (
    <div class="jg-scroll jg-issues">
      <Quality />
      {!issues.length && (
        <div class="jg-empty">
          <p>{t("issuesNone")}</p>
        </div>
      )}
      {SEVERITIES.map((severity) => {
        const of = issues.filter((issue) => issue.severity === severity);
        if (!of.length) return null;
        return (
          <details key={severity} open={severity === "error"}>
            <summary>
              {t(`severity_${severity}`)} <b>{formatNumber(of.length, lang)}</b>
            </summary>
            <IssueRows issues={of} />
          </details>
        );
      })}
    </div>
  );
}
