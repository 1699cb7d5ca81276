import { describeHostile } from "./hostile.ts";

/** The worst of them; strings.long.test.ts takes all. */
describeHostile(["quotes", "newlines", "Go templates", "prototype"]);
