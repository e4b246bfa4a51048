// A phone that is no door keeps no guest list.
import { forget } from "./store.js";

forget().catch(() => {});
