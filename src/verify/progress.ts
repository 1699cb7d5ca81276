/** Told what is being worked on, for people who wait. */
export type ChangeSink = (what: string) => void;
