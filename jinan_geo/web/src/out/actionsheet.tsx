// The action list on paper: each who answers on sheets of its own, to be handed to each apart.
import { groupName, groupsOf } from "../state/actions";
import { showsSamples } from "../state/store";
import { useStore, useWords } from "../state/use";
import { cellsOf, headLine, heads } from "./actionfile";
import { filterWords, reviewWords } from "./table";

export function ActionSheets() {
  const store = useStore();
  const { t } = useWords();
  const filters = filterWords(store);
  return (
    <>
      {groupsOf(store).map(({ name, rows }) => (
        <section class="jg-p-actions" key={name}>
          <h1>{headLine(store)}</h1>
          <h2>{t("actionsGroup", { name: groupName(name, store), n: rows.length })}</h2>
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
              {rows.map(({ project, action }) => (
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
