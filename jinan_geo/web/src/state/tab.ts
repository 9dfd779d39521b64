// The tabs of the panel by their ids.
export type Tab =
  | "projects"
  | "districts"
  | "trend"
  | "actions"
  | "changes"
  | "unlocated"
  | "carried"
  | "issues"
  | "sources";
