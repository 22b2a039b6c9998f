/** What is wrong with a reference, as a sentence for the model. Stays inside the functions that look at references. */
export class ReferenceFault extends Error {}
