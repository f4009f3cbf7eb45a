/** Room left of the chart, for its scale and for the names of the lanes under it. */
export const AXIS_WIDTH = 178

/** Room right of the chart. */
export const CHART_MARGIN = 4
