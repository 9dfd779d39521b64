import "./index.css"; export {};
