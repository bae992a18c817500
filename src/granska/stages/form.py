FORM = "form.xlsx"
