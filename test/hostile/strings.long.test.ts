import { ALL, describeHostile } from "./hostile.ts";

describeHostile(ALL);
