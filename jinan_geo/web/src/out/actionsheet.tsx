// The action list on paper: each who answers on sheets of its own, to be handed to each apart.
import { groupsOf } from "../state/actions";
import { filterWords } from "../state/asked";
import { showsSamples } from "../state/store";
import { useStore, useWords } from "../state/use";
import { cellsOf, groupLine, headLine, heads } from "./actionfile";
import { reviewWords } from "./table";

export function ActionSheets() {
  const store = useStore();
  const { t } = useWords();
  const filters = filterWords(store);
  const groups = groupsOf(store);
  return (
    <>
      {!groups.length && (
        <section class="jg-p-actions">
          <h1>{headLine(store)}</h1>
          <p>{t("actionsNone")}</p>
        </section>
      )}
      {groups.map((group) => (
        <section class="jg-p-actions" key={group.name}>
          <h1>{headLine(store)}</h1>
          <h2>{groupLine(store, group)}</h2>
          <p>
            {[
              ...(showsSamples(store) ? [t("sampleBadge")] : []),
              reviewWords(store),
              `${t("filtersInForce")}${t("colon")}${filters.length ? filters.join(t("semicolon")) : t("noFilter")}`,
            ].join(" · ")}
          </p>
          <table>
            <thead>
              <tr>
                {heads(store).map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {group.rows.map(({ project, action }) => (
                <tr key={project}>
                  {cellsOf(store, action).map((cell, at) => (
                    <td key={at}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <p>{t("clocksNote")}</p>
        </section>
      ))}
    </>
  );
}
