/** The columns of a schedule of labels, in this order. */
export const SCHEDULE_HEADER = 'start,end,source,destination,label'
