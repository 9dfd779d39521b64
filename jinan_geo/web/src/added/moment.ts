// Folium's script formats dates with this global.
import moment from "moment";

(window as unknown as { moment: typeof moment }).moment = moment;
