"""What stands in a workbook, as people fill one in: sheets, headings, amounts and names in their own words."""
