"""From a payload to one HTML text: Folium's map, our elements, packaged templates, the policy."""
